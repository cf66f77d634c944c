using System.Text;
using System.Text.Json.Nodes;

namespace BatchAi.Api.Tests;

/// <summary>Bodies of requests: good ones of every kind, changed by chance, and what is no JSON at all.</summary>
internal sealed class FuzzedJson(Random chance)
{
#pragma warning disable CA5394 // Repeatable chance is the point; nothing secret comes from it.
    private static readonly string[] s_good =
    [
        """{"location":"eastus","tags":{"a":"b"}}""",
        """{"tags":{"a":"b"}}""",
        ApiWorld.ClusterBody(),
        ApiWorld.ClusterBody("""{"manual":{"targetNodeCount":1,"nodeDeallocationOption":"requeue"}}"""),
        ApiWorld.JobBody(),
        ApiWorld.JobBody(nodes: 3),
        """{"properties":{"scaleSettings":{"autoScale":{"minimumNodeCount":0,"maximumNodeCount":2,"idleTimeBeforeScaleDown":"PT5M"}}}}""",
        Model.Tests.Documents.Job,
        Model.Tests.Documents.Cluster,
        Model.Tests.Documents.FileServer,
        """{"protocol":1,"clusterUid":"00000000-0000-0000-0000-00000000000a","instanceId":"1","bootId":"b","keyHash":"k","proof":"p","address":"10.0.0.1"}""",
        """{"protocol":1,"bootId":"b","epoch":1,"status":"ready","sentAt":"2026-11-23T12:00:00Z","jobs":[{"jobUid":"u","fence":1,"step":"prepared"}]}""",
    ];

    private static readonly string[] s_values =
    [
        "null", "true", "0", "-1", "1e999", "1.5", "2147483648", "-9223372036854775809", "123456789012345678901234567890", "\"\"", "\"\\u0000\"",
        "\"\\ud800\"", "\"\\u202e\\u001b[2J\"", "\"../../etc/passwd\"", "\"$AZ_BATCHAI_MOUNT_ROOT/afs\"", "\"P7D\"", "\"PT1S\"",
        "\"9999-12-31T23:59:59Z\"", "[]", "{}", "[[[[]]]]", "[null]", "[1,\"two\",{}]", """{"id":"/subscriptions/x"}""", """{"":""}""",
    ];

    /// <summary>The bytes of a body.</summary>
    public byte[] Next()
    {
        if (chance.Next(40) == 0)
            return Noise(chance.Next(200));

        JsonNode document = JsonNode.Parse(s_good[chance.Next(s_good.Length)])!;
        for (int change = chance.Next(4); change > 0; change--)
            Change(document);
        byte[] body = Encoding.UTF8.GetBytes(document.ToJsonString());
        return chance.Next(12) switch
        {
            0 => body[..chance.Next(body.Length)],
            1 => Flipped(body),
            2 => [.. Encoding.UTF8.Preamble, .. body],
            3 when chance.Next(10) == 0 => [.. body, .. Enumerable.Repeat((byte)' ', 600_000)],
            _ => body,
        };
    }

    private byte[] Noise(int length)
    {
        byte[] bytes = new byte[length];
        chance.NextBytes(bytes);
        return bytes;
    }

    private byte[] Flipped(byte[] body)
    {
        byte[] flipped = [.. body];
        flipped[chance.Next(flipped.Length)] = (byte)chance.Next(256);
        return flipped;
    }

    /// <summary>One property or element, anywhere, becomes another value, goes, or gets a name of its own.</summary>
    private void Change(JsonNode document)
    {
        JsonNode at = document;
        while (true)
        {
            JsonNode[] inner = [.. Children(at).OfType<JsonNode>().Where(child => child is JsonObject or JsonArray)];
            if (inner.Length == 0 || chance.Next(4) == 0)
                break;
            at = inner[chance.Next(inner.Length)];
        }

        switch (at)
        {
            case JsonObject { Count: > 0 } properties:
                string name = properties.ElementAt(chance.Next(properties.Count)).Key;
                if (chance.Next(5) == 0)
                    properties.Remove(name);
                else if (chance.Next(6) == 0)
                    properties[Text()] = Value();
                else
                    properties[name] = Value();
                break;
            case JsonArray { Count: > 0 } elements:
                elements[chance.Next(elements.Count)] = Value();
                break;
            case JsonArray elements:
                elements.Add(Value());
                break;
        }
    }

    private static IEnumerable<JsonNode?> Children(JsonNode node) => node switch
    {
        JsonObject properties => properties.Select(property => property.Value),
        JsonArray elements => elements,
        _ => [],
    };

    private JsonNode? Value() => chance.Next(8) switch
    {
        0 => JsonValue.Create(Text()),
        1 => JsonValue.Create(new string((char)chance.Next('a', 'z'), chance.Next(200_000))),
        2 => Deep(chance.Next(1, 60)),
        _ => Parsed(s_values[chance.Next(s_values.Length)]),
    };

    private static JsonNode? Parsed(string json)
    {
        try
        {
            JsonNode? node = JsonNode.Parse(json);
            node?.ToJsonString();
            return node;
        }
        catch (Exception none) when (none is InvalidOperationException or ArgumentException)
        {
            // Half of a surrogate pair, which only bytes can say.
            return null;
        }
    }

    private static JsonNode Deep(int levels)
    {
        JsonNode node = new JsonObject();
        for (int level = 0; level < levels; level++)
            node = level % 2 == 0 ? new JsonArray(node) : new JsonObject { ["properties"] = node };
        return node;
    }

    /// <summary>Letters of any kind, without halves of pairs.</summary>
    public string Text()
    {
        char[] letters = new char[chance.Next(12)];
        for (int index = 0; index < letters.Length; index++)
            letters[index] = (char)(chance.Next(3) == 0 ? chance.Next(0xD800) : chance.Next(0x80));
        return new string(letters);
    }
#pragma warning restore CA5394
}
