#!/bin/bash
# Compiles the agent ahead of time for the machine that builds it: NodeAgent.csproj calls this when a source is newer than the last try.
#   compile-native.sh DOTNET DIRECTORY RID
# Leaves the program DIRECTORY/BatchAi.NodeAgent, or none, and says in one line which and why. No build fails for it: exit code 0 both
# ways. The file "tried" appears when another try would end the same way; without a linker it does not, since one may be installed.
set -euo pipefail

dotnet=$1 directory=$2 rid=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=$directory/BatchAi.NodeAgent log=$directory/log
mkdir -p "$directory"

# Two builds at once in one checkout wait for each other, where the machine has flock.
exec 9> "$directory/lock"
flock 9 2> /dev/null || true
rm -rf "$program" "$directory/tried" "$directory/out"

# A compiler may be there without the C library's development files, so only a linked program proves anything.
linker=""
for candidate in gcc clang; do
  # No pipe: MSBuild takes the complaint of an echo that nobody reads ("write error: Broken pipe") for an error of the build.
  if "$candidate" -x c -o "$directory/probe" - <<< 'int main(void) { return 0; }' > "$log" 2>&1; then
    linker=$candidate
    break
  fi
done
rm -f "$directory/probe"
if [ -z "$linker" ]; then
  echo "agent: not compiled ahead of time, since neither gcc nor clang links a C program here (on Debian: gcc and libc6-dev)"
  exit 0
fi

# Outputs and package lists of its own: the ordinary build of the same projects may be under way. The analyzers run there.
started=$SECONDS
if "$dotnet" publish "$here/NodeAgent.csproj" --configuration Release --runtime "$rid" --artifacts-path "$directory/build" \
  --output "$directory/out" -p:PublishAot=true -p:CppCompilerAndLinker="$linker" -p:RunAnalyzers=false -maxCpuCount:1 \
  -nodeReuse:false -verbosity:quiet -nologo > "$log" 2>&1 < /dev/null 9>&- \
  && "$directory/out/BatchAi.NodeAgent" --version > /dev/null 2>> "$log"; then
  mv -f "$directory/out/BatchAi.NodeAgent" "$program"
  echo "agent: compiled ahead of time in $((SECONDS - started)) s"
else
  echo "agent: not compiled ahead of time, see $log; delete $directory/tried to try again"
fi
touch "$directory/tried"
