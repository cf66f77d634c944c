#!/bin/bash
# Makes this machine a node. cloud-init runs it at every boot, so a first boot that was cut short is gone on with at the next one; once all is done it
# changes nothing. The agent comes first: whatever it lacks its own unit sees to, and what a volume is mounted with is installed when one is mounted.
set -euo pipefail

systemctl daemon-reload
systemctl enable --now batchai-metadata.service || echo "start-node: no wall round the metadata service yet; the agent's unit raises it" >&2
systemctl enable --now --no-block batchai-agent.service
