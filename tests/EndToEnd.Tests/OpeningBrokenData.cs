using BatchAi.Embedded;
using BatchAi.LocalHost;

namespace BatchAi.EndToEnd.Tests;

public sealed class OpeningBrokenData
{
    [Theory]
    [InlineData("engine.db")]
    [InlineData("facts.db")]
    public async Task A_database_that_cannot_be_read_is_refused_at_the_start_and_the_message_names_it(string file)
    {
        string directory = ShortDirectory.Make();
        string data = Path.Combine(directory, "d");
        Directory.CreateDirectory(data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(Path.Combine(data, file), new string('x', 9_000), TestContext.Current.CancellationToken);

        DataDirectoryException refused = await Assert.ThrowsAsync<DataDirectoryException>(() =>
            LocalServer.StartAsync(
                new ServeOptions
                {
                    Port = 0,
                    DataDirectory = data,
                    Gpus = "none",
                },
                TestContext.Current.CancellationToken));

        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        Directory.Delete(directory, recursive: true);
    }
}
