#!/bin/bash
# Makes this machine a file server. cloud-init runs it at every boot, so a first boot that was cut short is gone on with at the next one; once all is
# done it changes nothing.
set -euo pipefail

systemctl daemon-reload
systemctl enable --now batchai-file-server.service
