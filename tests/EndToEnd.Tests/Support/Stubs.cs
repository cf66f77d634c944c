namespace BatchAi.EndToEnd.Tests;

/// <summary>Programs that stand in for those that recipes install or find in their images: each prints what it was given.</summary>
internal static class Stubs
{
    private const string Report = """
        echo "[$0 $*]" | sed "s|$(dirname "$0")/||"
        env | grep -E '^AZ_BATCHAI_' | sort
        """;

    /// <summary>
    /// Calls itself Open MPI. The ranks of a toolkit it starts as the real one does, through the remote shell on each node of the
    /// hostfile; of a user's own command one is enough to see what it is given.
    /// </summary>
    private const string Mpirun = """
        if [ "$1" = --version ]; then echo 'mpirun (Open MPI) 4.1.4'; exit; fi
        """ + "\n" + Report + """

        words=("$@")
        for ((i = 0; i < $#; i++)); do
          if [[ ${words[i]} == --hostfile ]]; then hostfile=${words[i + 1]}; sed 's/^/hostfile: /' "$hostfile"; fi
          if [[ ${words[i]} == -np ]]; then count=${words[i + 1]}; fi
          if [[ ${words[i]} == python ]]; then exec "${words[@]:i}"; fi
          if [[ ${words[i]} == */batchai-rank ]]; then break; fi
        done
        rank=0
        while read -r host slots _; do
          for ((local = 0; local < ${slots#slots=} && rank < count; local++)); do
            ranks="OMPI_COMM_WORLD_RANK=$((rank++)) OMPI_COMM_WORLD_SIZE=$count OMPI_COMM_WORLD_LOCAL_RANK=$local"
            "$OMPI_MCA_plm_rsh_agent" "$host" "$ranks $(printf '%q ' "${words[@]:i}")" < /dev/null &
          done
        done < "$hostfile"
        for job in $(jobs -p); do wait "$job" || code=$?; done
        exit ${code:-0}
        """;

    private const string Python = Report + """

        ls -d "$AZ_BATCHAI_MOUNT_ROOT"/* "$AZ_BATCHAI_JOB_MOUNT_ROOT"/* 2> /dev/null | sed 's|.*/|mount: |'
        for input in $(compgen -e | grep '^AZ_BATCHAI_INPUT_'); do ls "${!input}" | sed "s|^|$input: |"; done
        echo "directory: $PWD"
        exec node "$(dirname "$0")/meet.js"
        """;

    /// <summary>
    /// Listens where this process of the job is expected to, and ends when it has spoken with all that it was told of and they with it; a
    /// parameter server goes on until it is stopped.
    /// </summary>
    private const string Meet = """
        const net = require('net');
        const { TF_CONFIG, AZ_BATCHAI_PYTORCH_INIT_METHOD, MASTER_ADDR, MASTER_PORT, RANK, WORLD_SIZE } = process.env;
        let mine = null, others = [], callers = 0, serves = false;
        if (TF_CONFIG) {
          const { cluster, task } = JSON.parse(TF_CONFIG);
          mine = cluster[task.type][task.index];
          others = Object.values(cluster).flat().filter(end => end !== mine);
          callers = others.length;
          serves = task.type === 'ps';
        } else if (AZ_BATCHAI_PYTORCH_INIT_METHOD) {
          const master = `${MASTER_ADDR}:${MASTER_PORT}`;
          if (RANK === '0') { mine = master; callers = WORLD_SIZE - 1; } else { others = [master]; }
        }
        let left = others.length + callers;
        const done = text => { console.log(text); if (--left <= 0 && !serves) process.exit(0); };
        const call = end => {
          const [host, port] = end.split(':');
          const socket = net.connect(port, host, () => { socket.end(); done(`met ${end}`); });
          socket.on('error', () => setTimeout(call, 50, end));
        };
        if (mine) {
          const [host, port] = mine.split(':');
          net.createServer(socket => { socket.resume(); done('was met'); }).listen(port, host, () => console.log(`listens on ${mine}`));
        }
        others.forEach(call);
        if (left === 0 && !serves) process.exit(0);
        """;

    public static void WriteTo(string directory)
    {
        Directory.CreateDirectory(directory);
        foreach ((string name, string text) in new[]
        {
            ("apt", Report), ("pip", Report), ("mpirun", Mpirun), ("orted", "exit 1"), ("python", Python), ("cntk", Python),
        })
        {
            string file = Path.Combine(directory, name);
            File.WriteAllText(file, $"#!/bin/bash\n{text}\n");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        File.WriteAllText(Path.Combine(directory, "meet.js"), Meet);
    }
}
