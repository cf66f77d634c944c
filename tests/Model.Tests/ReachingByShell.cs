namespace BatchAi.Model.Tests;

/// <summary>What a node says of its ssh goes into files of other nodes.</summary>
public sealed class ReachingByShell
{
    private const string Good = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJq/0+w=";

    [Theory]
    [InlineData(2222, Good, true)]
    [InlineData(0, Good, false)]
    [InlineData(65536, Good, false)]
    [InlineData(2222, "", false)]
    [InlineData(2222, "ssh-ed25519 ", false)]
    [InlineData(2222, "ssh-rsa AAAAB3NzaC1yc2E=", false)]
    [InlineData(2222, Good + "\nssh-ed25519 AAAA", false)]
    [InlineData(2222, "command=\"x\" " + Good, false)]
    [InlineData(2222, Good + " comment", false)]
    public void One_port_and_one_key_and_nothing_else_are_taken(int port, string key, bool isUsable) =>
        Assert.Equal(isUsable, new ShellEnd(port, key).IsUsable);
}
