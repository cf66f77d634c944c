#!/bin/bash
# Leaves the machine's metadata service and WireServer to root: who reaches them can be the node's identity. Run at every boot before the agent;
# may be run at any time, the rules change all at once or not at all.
set -euo pipefail

# A table of our own: other firewalls and container runtimes, whatever they put before their rules, cannot let through what it refuses. Name resolution
# (port 53 of 168.63.129.16) stays open to everybody. A reset lets clients that only look whether they are on Azure go on at once.
nft --file - << 'RULES'
table inet batchai
delete table inet batchai
table inet batchai {
  chain metadata {
    ip daddr 169.254.169.254 meta l4proto tcp reject with tcp reset
    ip daddr 169.254.169.254 reject
    ip daddr 168.63.129.16 tcp dport != 53 reject with tcp reset
  }
  chain from_users {
    type filter hook output priority filter; policy accept;
    meta skuid != 0 jump metadata
  }
  chain from_containers {
    type filter hook forward priority filter; policy accept;
    jump metadata
  }
}
RULES
