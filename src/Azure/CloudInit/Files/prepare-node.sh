#!/bin/bash
# Makes the user that jobs run as, and installs what volumes are mounted with. Run once by cloud-init; may be run again.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

# The same number on all nodes, so that jobs own their files on shared file systems wherever they run. The agent makes the home directory.
if ! getent group batchai-job > /dev/null; then groupadd --gid 11000 batchai-job; fi
if ! getent passwd batchai-job > /dev/null; then
  useradd --uid 11000 --gid batchai-job --no-create-home --home-dir /mnt/batch/tasks/shared/LS_root/home --shell /bin/bash batchai-job
fi

readonly patience=(--option DPkg::Lock::Timeout=120 --option Acquire::http::Timeout=20 --option Acquire::Retries=1)

is_installed() {
  [ "$(dpkg-query --show --showformat '${db:Status-Status}' "$1" 2> /dev/null)" = installed ]
}

# Package mirrors fail now and then, and other boot work holds the lock. Nothing is asked when all is there, so images may bring their own. Not for long:
# a machine that has not registered after some minutes is taken for lost and replaced.
install() {
  local wanted=() package try
  for package in "$@"; do if ! is_installed "$package"; then wanted+=("$package"); fi; done
  if [ ${#wanted[@]} -eq 0 ]; then return 0; fi
  for try in 1 2 3; do
    if apt-get --quiet "${patience[@]}" update && apt-get --quiet --yes --no-install-recommends "${patience[@]}" install "${wanted[@]}"; then return 0; fi
    echo "prepare-node: try $try of 3 to install ${wanted[*]} failed" >&2
    sleep $((try * 10))
  done
  return 1
}

if ! install nftables curl cifs-utils nfs-common; then
  echo "prepare-node: the node goes on without some of its packages" >&2
  exit 0
fi

# Ubuntu's own archive has no blobfuse2; Microsoft's has, and images for GPUs know it already.
if ! is_installed blobfuse2 && ! apt-cache show blobfuse2 > /dev/null 2>&1; then
  release=$(. /etc/os-release && echo "$ID/$VERSION_ID")
  archive=$(mktemp --suffix .deb)
  if curl --silent --show-error --fail --location --retry 3 --retry-all-errors --max-time 60 --output "$archive" \
    "https://packages.microsoft.com/config/$release/packages-microsoft-prod.deb"; then
    dpkg --install "$archive" || true
  fi
  rm -f "$archive"
fi
install fuse3 blobfuse2 || echo "prepare-node: without blobfuse2 no blob container can be mounted on this node" >&2
