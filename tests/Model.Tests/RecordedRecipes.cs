using System.Text.Json.Nodes;

namespace BatchAi.Model.Tests;

/// <summary>Job files that people wrote for the old service, where the folder with them is there.</summary>
public sealed class RecordedRecipes
{
    private static readonly string? s_folder = Find();

    [Fact]
    public void Every_recipe_of_the_newest_version_is_accepted_once_the_client_has_filled_in_its_part()
    {
        Assert.SkipWhen(s_folder is null, "The folder shared/recipes is not beside this repository");

        string[] recipes =
        [
            .. Directory
                .GetFiles(s_folder!, "*.job.json")
                .Where(file => !Path.GetFileName(file).StartsWith("legacy-", StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(recipes);
        foreach (string recipe in recipes)
        {
            JobProperties job = Bodies.Job(FilledIn(File.ReadAllText(recipe)));
            Assert.False(string.IsNullOrEmpty(job.ToolType), recipe);
        }
    }

    /// <summary>
    /// Cluster, account names and keys are what the old command line filled in; secrets that a recipe keeps in a vault are given by value.
    /// </summary>
    private static string FilledIn(string recipe)
    {
        JsonObject properties = JsonNode.Parse(recipe.Replace("<AZURE_BATCHAI_STORAGE_ACCOUNT>", "acct", StringComparison.Ordinal))![
            "properties"
        ]!.AsObject();
        properties["cluster"] = new JsonObject
        {
            ["id"] = "/subscriptions/s/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/w/clusters/c",
        };
        foreach (string kind in (string[])["azureFileShares", "azureBlobFileSystems"])
        {
            foreach (JsonNode? volume in properties["mountVolumes"]?[kind]?.AsArray() ?? [])
            {
                volume!["accountName"] = "acct";
                volume["credentials"] = new JsonObject { ["accountKey"] = "key" };
            }
        }

        foreach (JsonObject secret in (properties["secrets"]?.AsArray() ?? []).OfType<JsonObject>())
        {
            if (secret.Remove("valueSecretReference"))
                secret["value"] = "secret";
        }

        return new JsonObject { ["properties"] = properties.DeepClone() }.ToJsonString();
    }

    private static string? Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "shared", "recipes");
            if (Directory.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
