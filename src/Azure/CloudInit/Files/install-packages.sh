#!/bin/bash
# install-packages NAME…: installs what is missing of these packages; asks nobody where all is there, so images may bring their own.
# install-packages --for KIND: what a volume of that kind is mounted with: share, container or file-server. The agent asks for it before a mount.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

readonly patience=(--option DPkg::Lock::Timeout=120 --option Acquire::http::Timeout=20 --option Acquire::Retries=1)

is_installed() {
  [ "$(dpkg-query --show --showformat '${db:Status-Status}' "$1" 2> /dev/null)" = installed ]
}

# Package mirrors fail now and then, and other boot work holds the lock. A package that no archive has is not asked for again.
install() {
  local wanted=() package try
  for package in "$@"; do if ! is_installed "$package"; then wanted+=("$package"); fi; done
  if [ ${#wanted[@]} -eq 0 ]; then return 0; fi
  for try in 1 2 3; do
    if [ "$try" -gt 1 ]; then sleep $((try * 5)); fi
    if apt-get --quiet "${patience[@]}" update && apt-get --quiet --yes --no-install-recommends "${patience[@]}" install "${wanted[@]}"; then return 0; fi
    echo "install-packages: try $try of 3 to install ${wanted[*]} failed" >&2
  done
  return 1
}

# Ubuntu's own archive has no blobfuse2; Microsoft's has, and images for GPUs know it already.
know_blobfuse() {
  local release archive
  if is_installed blobfuse2 || apt-cache show blobfuse2 > /dev/null 2>&1; then return 0; fi
  # shellcheck source=/dev/null
  release=$(. /etc/os-release && echo "$ID/$VERSION_ID")
  archive=$(mktemp --suffix .deb)
  if ! curl --silent --show-error --fail --location --retry 3 --retry-all-errors --max-time 60 --output "$archive" \
    "https://packages.microsoft.com/config/$release/packages-microsoft-prod.deb" || ! dpkg --install "$archive"; then
    rm -f "$archive"
    echo "install-packages: Microsoft has no packages for $release, or they cannot be reached: without blobfuse2 no container is mounted here" >&2
    return 1
  fi
  rm -f "$archive"
}

case "$*" in
  '--for share') install cifs-utils ;;
  '--for file-server') install nfs-common ;;
  '--for container') know_blobfuse && install fuse3 blobfuse2 ;;
  --* | '') echo "install-packages: NAME…, or --for share, container or file-server; not '$*'" >&2; exit 64 ;;
  *) install "$@" ;;
esac
