namespace BatchAi.LocalCloud;

/// <summary>The conditional headers of RFC 9110, as far as Azure's compute resources know them.</summary>
internal static class ArmPreconditions
{
    /// <summary>Whether If-Match lets a request pass; a star asks for any version of a resource that is there.</summary>
    public static bool Matches(CloudResource? present, string? ifMatch) =>
        ifMatch is null or "*" ? ifMatch is null || present is not null : present?.ETag == ifMatch;

    /// <exception cref="ArmRefusal">412: the resource is there though it should not, or in another version.</exception>
    public static void Check(CloudResource? present, ArmRequest request)
    {
        if ((present is not null && request.IfNoneMatch is not null) || !Matches(present, request.IfMatch))
            throw ArmRefusal.Precondition();
    }
}
