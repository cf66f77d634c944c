namespace BatchAi.LocalCloud.Tests;

/// <summary>Custom data of test instances.</summary>
internal static class Scripts
{
    /// <summary>Leaves what it saw, counts its boots, and stays.</summary>
    public const string Node = """
        #!/bin/sh
        env >"$BATCHAI_INSTANCE_DIR/env"
        echo $$ >>"$BATCHAI_INSTANCE_DIR/boots"
        exec sleep 1000
        """;

    /// <summary>Starts processes that detach themselves and forget their environment, and ends at SIGTERM.</summary>
    public const string Detaching = """
        #!/bin/sh
        setsid nohup sh -c 'exec env -i sleep 1000' >/dev/null 2>&1 &
        (setsid sleep 1000 &)
        exec sleep 1000
        """;

    /// <summary>The same, ignoring SIGTERM.</summary>
    public const string Stubborn = """
        #!/bin/sh
        trap '' TERM
        setsid nohup sh -c 'exec env -i sleep 1000' >/dev/null 2>&1 &
        (setsid sleep 1000 &)
        echo $$ >>"$BATCHAI_INSTANCE_DIR/boots"
        while :; do sleep 1; done
        """;
}
