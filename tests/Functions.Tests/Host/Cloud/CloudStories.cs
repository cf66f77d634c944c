using System.Text.Json;

namespace BatchAi.Functions.Tests;

/// <summary>Steps of the stories on an app with a cloud; each workspace has one cluster <c>c</c> and one experiment <c>e</c>.</summary>
internal static class CloudStories
{
    extension(FrontClient api)
    {
        /// <summary>A workspace with a cluster of up to two nodes that makes them when a job comes.</summary>
        public async Task MakeClusterAsync(string workspace)
        {
            (await api.PutAsync(Seeds.PathOf(workspace), """{"location":"local"}""")).Expect(200, 201);
            (await api.SendAsync("PUT", $"{Seeds.PathOf(workspace)}/experiments/e")).Expect(200, 201);
            string cluster = JsonSerializer.Serialize(new
            {
                properties = new
                {
                    vmSize = "STANDARD_D1",
                    userAccountSettings = new { adminUserName = "demo", adminUserPassword = "Not-Shown-Again-1" },
                    scaleSettings = new { autoScale = new { minimumNodeCount = 0, maximumNodeCount = 2 } },
                },
            });
            (await api.PutAsync($"{Seeds.PathOf(workspace)}/clusters/c", cluster)).Expect(200, 201, 202);
        }

        /// <summary>A job on one node that writes to the share <c>account/share</c>.</summary>
        public async Task MakeJobAsync(string workspace, string name, string command)
        {
            object share = new
            {
                accountName = "account",
                azureFileUrl = "https://account.file.core.windows.net/share",
                credentials = new { accountKey = "c2VjcmV0LWtleQ==" },
                relativeMountPath = "share"
            };
            string job = JsonSerializer.Serialize(new
            {
                properties = new
                {
                    cluster = new { id = $"{Seeds.PathOf(workspace)}/clusters/c" },
                    nodeCount = 1,
                    stdOutErrPathPrefix = "$AZ_BATCHAI_JOB_MOUNT_ROOT/share",
                    mountVolumes = new { azureFileShares = new[] { share } },
                    customToolkitSettings = new { commandLine = command },
                },
            });
            (await api.PutAsync($"{Seeds.PathOf(workspace)}/experiments/e/jobs/{name}", job)).Expect(200, 201, 202);
        }
    }

    extension(AppWithACloud app)
    {
        public Task<T> SeesAsync<T>(string expected, Func<Task<T>> look, Func<T, bool> isMet) =>
            Eventually.SeesAsync(expected, look, isMet, () => app.Said);

        /// <summary>Exit code of a job, once it has ended.</summary>
        public async Task<int> EndOfAsync(string workspace, string job)
        {
            string path = $"{Seeds.PathOf(workspace)}/experiments/e/jobs/{job}";
            JsonElement ended = await app.SeesAsync(
                "the job ends",
                async () => (await app.Api.GetAsync(path)).Expect(200).Json.GetProperty("properties"),
                seen => seen.GetProperty("executionState").GetString() is "succeeded" or "failed");
            return ended.GetProperty("executionInfo").GetProperty("exitCode").GetInt32();
        }
    }
}
