#!/bin/bash
# Makes the user that jobs run as, and sees to what the agent's start needs. The agent's unit runs it before every start; where all is there it asks
# nobody for anything.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

# The same number on all nodes, so that jobs own their files on shared file systems wherever they run. The agent makes the home directory.
if ! getent group batchai-job > /dev/null; then groupadd --gid 11000 batchai-job; fi
if ! getent passwd batchai-job > /dev/null; then
  useradd --uid 11000 --gid batchai-job --no-create-home --home-dir /mnt/batch/tasks/shared/LS_root/home --shell /bin/bash batchai-job
fi

# Ubuntu's images have both.
if ! command -v nft > /dev/null || ! command -v curl > /dev/null; then
  /usr/local/lib/batchai/install-packages nftables curl
fi
