using System.Text.Json.Nodes;

namespace BatchAi.EndToEnd.Tests;

/// <summary>Bodies of clusters.</summary>
internal static class ACluster
{
    /// <param name="idle">ISO 8601; read at the new api-version only.</param>
    public static JsonObject Autoscaling(int minimum, int maximum, string? idle = null)
    {
        JsonObject scale = new() { ["minimumNodeCount"] = minimum, ["maximumNodeCount"] = maximum };
        if (idle is not null)
            scale["idleTimeBeforeScaleDown"] = idle;
        return new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["vmSize"] = "STANDARD_D1",
                ["userAccountSettings"] = new JsonObject { ["adminUserName"] = "demo", ["adminUserPassword"] = "Not-Shown-Again-1" },
                ["scaleSettings"] = new JsonObject { ["autoScale"] = scale },
            },
        };
    }

    /// <summary>A share mounted at a path of the same name.</summary>
    public static JsonObject Share(string account, string share) => new()
    {
        ["accountName"] = account,
        ["azureFileUrl"] = $"https://{account}.file.core.windows.net/{share}",
        ["credentials"] = new JsonObject { ["accountKey"] = "c2VjcmV0LWtleQ==" },
        ["relativeMountPath"] = share,
    };

    /// <summary>A container mounted at a path of the same name.</summary>
    public static JsonObject Container(string account, string container) => new()
    {
        ["accountName"] = account,
        ["containerName"] = container,
        ["credentials"] = new JsonObject { ["accountKey"] = "c2VjcmV0LWtleQ==" },
        ["relativeMountPath"] = container,
    };
}
