using System.Globalization;
using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>
/// What OpenSSH reads so that the nodes of one attempt, and nobody else, reach each other. All of it lies in one directory of the job's
/// user and goes with the job.
/// </summary>
/// <param name="tools">Where <see cref="JobTools"/> are.</param>
internal sealed class ShellFiles(string directory, string tools)
{
    public string Directory { get; } = directory;

    /// <summary>
    /// The private key, for the server and for the client alike: both belong to the same user and end together, and what the two sign
    /// cannot be taken for one another (RFC 4252, section 7; RFC 4253, section 8).
    /// </summary>
    public string Key => Path.Combine(Directory, "key");

    public string PublicKey => $"{Key}.pub";

    /// <summary>As in <see cref="NodeEnvironmentFile"/>.</summary>
    public string Environment => Path.Combine(Directory, "environment");

    public string ServerConfiguration => Path.Combine(Directory, "sshd_config");

    public string ServerLog => Path.Combine(Directory, "sshd.log");

    public string ClientConfiguration => Path.Combine(Directory, "config");

    /// <summary>The name of the job's user.</summary>
    public string User => Path.Combine(Directory, "user");

    public string KnownHosts => Path.Combine(Directory, "known_hosts");

    public string AuthorizedKeys => Path.Combine(Directory, "authorized_keys");

    /// <summary>The port of each node that has a server, in a file named by its address.</summary>
    public string Nodes => Path.Combine(Directory, "nodes");

    /// <summary>
    /// The server runs as the job's user, so it can let in that user alone and needs nothing of the node's own server. StrictModes asks
    /// for a directory that no other user may write to, all the way up; the job's own has the sticky bit instead. MaxStartups is the
    /// size of a gang, all of whose connections may come at once from its master.
    /// </summary>
    public string ServerConfigurationText(string address, int port, string user) => $"""
        ListenAddress {address}
        Port {port}
        HostKey "{Key}"
        AuthorizedKeysFile "{AuthorizedKeys}"
        AuthenticationMethods publickey
        PubkeyAuthentication yes
        PasswordAuthentication no
        PermitRootLogin prohibit-password
        AllowUsers {user}
        UsePAM no
        StrictModes no
        PidFile none
        UseDNS no
        PermitUserEnvironment no
        PermitUserRC no
        DisableForwarding yes
        AcceptEnv BATCHAI_FORWARD_*
        ForceCommand {CommandText.Literal(Path.Combine(tools, JobTools.Session))} {CommandText.Literal(Environment)}
        MaxStartups 1000
        LoginGraceTime 60
        ClientAliveInterval 30
        PrintMotd no
        PrintLastLog no
        LogLevel ERROR

        """;

    /// <summary>The port in a text that <see cref="ServerConfigurationText"/> made.</summary>
    public static int PortIn(string serverConfiguration) => int.Parse(
        serverConfiguration.Split('\n').First(line => line.StartsWith("Port ", StringComparison.Ordinal))["Port ".Length..],
        CultureInfo.InvariantCulture);

    /// <summary>A node binds to its own address, by which the others know it, whatever else its network has.</summary>
    public string ClientConfigurationText(string address) => $"""
        BindAddress {address}
        IdentityFile "{Key}"
        IdentitiesOnly yes
        IdentityAgent none
        UserKnownHostsFile "{KnownHosts}"
        GlobalKnownHostsFile /dev/null
        UpdateHostKeys no
        StrictHostKeyChecking yes
        BatchMode yes
        PreferredAuthentications publickey
        ForwardAgent no
        ForwardX11 no
        SendEnv BATCHAI_FORWARD_*
        ConnectTimeout 30
        ServerAliveInterval 30
        LogLevel ERROR

        """;

    public static string KnownHostsText(IEnumerable<GangMember> nodes) => string.Concat(
        Reachable(nodes).Select(node => $"[{node.Address}]:{node.Shell!.Port} {node.Shell.Key}\n"));

    public static string AuthorizedKeysText(IEnumerable<GangMember> nodes) => string.Concat(
        Reachable(nodes).Select(node => $"restrict,pty,from=\"{node.Address}\" {node.Shell!.Key}\n"));

    public static IEnumerable<GangMember> Reachable(IEnumerable<GangMember> nodes) => nodes.Where(node => node.Shell is { IsUsable: true });
}
