using System.Text;
using BatchAi.Simulation;
using BatchAi.State;

namespace BatchAi.Embedded.Tests;

public sealed class SecretStoreTests : IDisposable
{
    private const string Uid = "0190aaaa";

    private static readonly Dictionary<string, string> s_secrets = new() { ["password"] = "hunter2-Zürich", ["mounts/0/key"] = "c2VjcmV0" };

    private readonly TempDirectory _directory = new();
    private readonly InMemoryTableStore _rows = new();
    private readonly byte[] _key = [.. Enumerable.Range(0, 32).Select(value => (byte)value)];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Secrets_come_back_as_they_were_saved_and_the_last_save_counts()
    {
        SecretStore secrets = new(new StoreLimits(_rows), _key);

        await secrets.SaveAsync(Uid, new Dictionary<string, string> { ["old"] = "1" }, CancellationToken.None);
        await secrets.SaveAsync(Uid, s_secrets, CancellationToken.None);

        Assert.Equal(s_secrets, await secrets.LoadAsync(Uid, CancellationToken.None));
        Assert.Empty(await secrets.LoadAsync("0190bbbb", CancellationToken.None));
        await secrets.DeleteAsync(Uid, CancellationToken.None);
        await secrets.DeleteAsync(Uid, CancellationToken.None);
        Assert.Empty(await secrets.LoadAsync(Uid, CancellationToken.None));
    }

    [Fact]
    public async Task Nothing_of_a_secret_can_be_read_in_the_row_and_equal_secrets_look_different()
    {
        SecretStore secrets = new(_rows, _key);
        await secrets.SaveAsync(Uid, s_secrets, CancellationToken.None);
        string first = await RowText(Uid);
        await secrets.SaveAsync(Uid, s_secrets, CancellationToken.None);

        Assert.NotEqual(first, await RowText(Uid));
        foreach (
            string plain in (string[])["hunter2", "c2VjcmV0", "password", Convert.ToBase64String(Encoding.UTF8.GetBytes("hunter2"))[..8]])
            Assert.DoesNotContain(plain, first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_of_another_resource_or_key_does_not_open()
    {
        await new SecretStore(_rows, _key).SaveAsync(Uid, s_secrets, CancellationToken.None);
        StoredEntity row = (await _rows.FindAsync(Tables.Secrets, Uid, "values", CancellationToken.None))!;
        await _rows.CommitAsync(
            Tables.Secrets,
            "0190bbbb",
            [new EntityWrite.Insert("values", row.Schema, row.Document)],
            CancellationToken.None);

        await Assert.ThrowsAsync<InvalidDataException>(() => new SecretStore(_rows, _key).LoadAsync("0190bbbb", CancellationToken.None));
        InvalidDataException refused = await Assert.ThrowsAsync<InvalidDataException>(() =>
            new SecretStore(_rows, new byte[32]).LoadAsync(Uid, CancellationToken.None));
        Assert.Contains("another key", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_key_file_is_made_once_for_its_owner_alone()
    {
        string path = _directory.PathOf("secrets.key");

        byte[] made = SecretKeyFile.ReadOrMake(path);

        Assert.Equal(32, made.Length);
        Assert.Equal(made, SecretKeyFile.ReadOrMake(path));
        Assert.Equal([path], Directory.GetFiles(_directory.Root));
        Assert.Equal("600", Modes.Of(path));
    }

    [Fact]
    public void A_key_file_that_a_crash_left_unfinished_is_made_anew_and_a_damaged_one_refused()
    {
        string path = _directory.PathOf("secrets.key");
        File.WriteAllText($"{path}.{Environment.ProcessId}-1.tmp", "ha");
        Assert.Equal(32, SecretKeyFile.ReadOrMake(path).Length);

        File.WriteAllText(path, "no key");
        DataDirectoryException refused = Assert.Throws<DataDirectoryException>(() => SecretKeyFile.ReadOrMake(path));
        Assert.Contains("holds no key", refused.Message, StringComparison.Ordinal);
    }

    private async Task<string> RowText(string uid) =>
        Encoding.UTF8.GetString((await _rows.FindAsync(Tables.Secrets, uid, "values", CancellationToken.None))!.Document.Span);
}
