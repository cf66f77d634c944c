using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace BatchAi.Linux.Tests;

/// <summary>Secrets in files, and who listens where they would be sent.</summary>
public sealed class ReadingSecretFiles : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ba-").FullName;

    private string Secret => Path.Combine(_directory, "secret");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("600")]
    [InlineData("400")]
    [InlineData("700")]
    public void What_nobody_else_can_open_is_read(string mode)
    {
        Write(mode);

        Assert.Equal("text", SecretFile.Read(Secret));
        Assert.Equal("text", SecretFile.ReadOwn(Secret));
        Assert.True(SecretFile.IsOwn(Secret));
    }

    [Theory]
    [InlineData("640")]
    [InlineData("604")]
    [InlineData("620")]
    [InlineData("601")]
    public void What_others_can_open_is_refused_and_the_message_says_the_mode_and_not_the_text(string mode)
    {
        Write(mode);

        string message = Assert.Throws<SecretFileException>(() => SecretFile.Read(Secret)).Message;
        Assert.StartsWith($"{Secret} holds a secret and can be opened by other users (mode 0{mode})", message, StringComparison.Ordinal);
        Assert.DoesNotContain("text", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_too_large_for_a_secret_is_refused()
    {
        File.WriteAllBytes(Secret, new byte[65 * 1024]);
        OwnerOnly.CloseFile(Secret);

        Assert.Throws<SecretFileException>(() => SecretFile.Read(Secret));
    }

    [Fact]
    public void What_is_another_users_is_read_only_when_it_was_named()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a file to another user");
        Write("600");
        FileSystemUser.Give(Secret, 65534, 65534);

        Assert.Equal("text", SecretFile.Read(Secret));
        Assert.Throws<SecretFileException>(() => SecretFile.ReadOwn(Secret));
        Assert.False(SecretFile.IsOwn(Secret));
        Assert.Equal(65534u, FileOwner.TryFind(Secret));
    }

    [Fact]
    public void The_output_of_a_command_is_read_as_a_shell_hands_it_over()
    {
        // A number that no file has which bash itself opens while it starts.
        ProcessStartInfo start = new("bash", ["-c", "exec 9< <(printf text); sleep 60"]);
        using Process shell = Process.Start(start)!;
        try
        {
            string pipe = $"/proc/{shell.Id}/fd/9";
            Assert.True(SpinWait.SpinUntil(() => File.Exists(pipe), TimeSpan.FromSeconds(30)), $"bash opened no {pipe}");
            Assert.Equal("text", SecretFile.Read(pipe));
        }
        finally
        {
            shell.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void Nothing_belongs_to_nobody()
    {
        Assert.False(SecretFile.IsOwn(Path.Combine(_directory, "absent")));
        Assert.Null(FileOwner.TryFind(Path.Combine(_directory, "absent")));
        Assert.Null(UserAccount.TryFind("no-such-user"));
        Assert.Equal(0u, UserAccount.TryFind("root")?.Uid);
    }

    [Fact]
    public void A_port_is_own_only_while_a_program_of_the_user_listens_there()
    {
        using TcpListener loopback = new(IPAddress.Loopback, 0);
        loopback.Start();
        using TcpListener everywhere = new(IPAddress.Any, 0);
        everywhere.Start();

        Assert.True(LoopbackListeners.AreOwn(PortOf(loopback)));
        Assert.True(LoopbackListeners.AreOwn(PortOf(everywhere)));
        int port = PortOf(loopback);
        loopback.Stop();
        Assert.False(LoopbackListeners.AreOwn(port));
    }

    [Fact]
    public void A_port_at_which_another_user_listens_is_not_own()
    {
        Assert.SkipUnless(
            Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv") && File.Exists("/usr/bin/python3"),
            "only root can listen as another user, here by setpriv and python3");
        ProcessStartInfo start = new("setpriv",
        [
            "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/python3", "-c",
            "import socket, sys; s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1], flush=True); sys.stdin.read()",
        ])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process other = Process.Start(start)!;
        string? port = other.StandardOutput.ReadLine();

        Assert.False(LoopbackListeners.AreOwn(int.Parse(port!)));
        other.StandardInput.Close();
        other.WaitForExit();
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private void Write(string mode)
    {
        File.WriteAllText(Secret, "text");
        File.SetUnixFileMode(Secret, (UnixFileMode)Convert.ToInt32(mode, 8));
    }
}
