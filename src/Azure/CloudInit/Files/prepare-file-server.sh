#!/bin/bash
# Joins the data disks as RAID 0, mounts them at /mnt/data and exports that by NFS. Its unit runs it at every boot; it goes on where it was cut short,
# and never formats a disk that holds anything.
set -euo pipefail

readonly data=/mnt/data
readonly label=batchai-data
readonly array=/dev/md/$label
count=$(< /etc/batchai/disk-count)
wait_seconds=${DISK_WAIT_SECONDS:-300}

refuse() {
  echo "prepare-file-server: $1" >&2
  exit 1
}

# Data disks by their number, as Azure's udev rules name them: over SCSI, or over NVMe.
disk() {
  local link
  for link in "/dev/disk/azure/scsi1/lun$1" "/dev/disk/azure/data/by-lun/$1"; do
    if [ -e "$link" ]; then readlink --canonicalize "$link"; return 0; fi
  done
  return 1
}

find_disks() {
  local number found
  disks=()
  for ((number = 0; number < count; number++)); do
    found=$(disk "$number") || return 1
    disks+=("$found")
  done
}

# Nothing on it that anybody knows: no file system, no member of an array, no volume group, and no partition table, of which blkid names no TYPE.
# A disk that cannot be looked at is not blank.
is_blank() {
  local found code=0
  found=$(wipefs --no-act --noheadings "$1") || refuse "the disk $1 cannot be looked at"
  if [ -n "$found" ]; then return 1; fi
  found=$(blkid --probe --output export "$1") || code=$?
  # 2: nothing was found. Anything else is a find, or more than one at once.
  [ "$code" -eq 2 ] || [ "$code" -eq 0 ] || refuse "the disk $1 cannot be looked at: blkid ended with $code"
  ! grep -qE '^(TYPE|PTTYPE|USAGE)=' <<< "$found"
}

# Into one block device; its path goes into $device.
join_disks() {
  local one
  if [ "$count" -eq 1 ]; then
    device=${disks[0]}
    return
  fi
  if mdadm --examine "${disks[0]}" > /dev/null 2>&1; then
    # Made by an earlier run that was cut short.
    if [ ! -e "$array" ]; then mdadm --assemble "$array" "${disks[@]}"; fi
  else
    for one in "${disks[@]}"; do
      is_blank "$one" || refuse "the disk $one is not empty"
    done
    mdadm --create "$array" --run --level=0 --raid-devices="$count" --name="$label" --homehost=any "${disks[@]}"
  fi
  device=$array
}

make_file_system() {
  if is_blank "$device"; then
    mkfs.ext4 -q -L "$label" -m 0 "$device"
  elif [ -z "$(blkid --probe --output value --match-tag UUID --usages filesystem "$device" || true)" ]; then
    refuse "$device is not empty, and holds no file system that could be mounted"
  fi
}

# By the file system's own id: names of devices change from boot to boot. A machine whose disks are late still boots, and can be looked at.
mount_at_boot() {
  local id
  id=$(blkid --probe --output value --match-tag UUID "$device")
  [ -n "$id" ] || refuse "the file system on $device has no UUID"
  if ! awk -v at="$data" '$2 == at { found = 1 } END { exit !found }' /etc/fstab; then
    echo "UUID=$id $data ext4 defaults,nofail,noatime,x-systemd.before=nfs-server.service 0 2" >> /etc/fstab
  fi
  if ! mountpoint --quiet "$data"; then mount "$data"; fi
}

# Only private addresses, and only what is really mounted: never the empty directory below.
export_data() {
  local guard=",mountpoint" network
  if [ "$count" -eq 0 ]; then guard=""; fi
  for network in 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10; do
    echo "$data $network(rw,sync,no_subtree_check,no_root_squash$guard)"
  done > /etc/exports.d/batchai.exports
  systemctl enable --now nfs-server.service
  exportfs -ra
}

[[ $count =~ ^[0-9]+$ ]] || refuse "the number of disks in /etc/batchai/disk-count is '$count'"
/usr/local/lib/batchai/install-packages nfs-kernel-server mdadm || refuse "the packages for RAID and NFS cannot be installed"
mkdir -p "$data" /etc/exports.d

if [ "$count" -gt 0 ]; then
  until find_disks; do
    [ "$SECONDS" -lt "$wait_seconds" ] || refuse "not all of the $count data disks appeared within $wait_seconds s"
    sleep 2
  done
  device=$(blkid --label "$label" || true)
  if [ -z "$device" ]; then
    join_disks
    make_file_system
  fi
  mount_at_boot
fi

# The admin user and the jobs of every node write here.
chmod 0777 "$data"
export_data
echo "prepare-file-server: $data is exported"
