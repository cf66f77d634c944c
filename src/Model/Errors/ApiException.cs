namespace BatchAi.Model;

/// <summary>A request that is refused; the HTTP pipeline turns it into a CloudError. Never thrown for a fault of our own.</summary>
public sealed class ApiException(int status, CloudErrorBody error) : Exception(error.Message)
{
    /// <summary>HTTP status, 400 to 499, 501 for what this release cannot do yet, or 503 for what may be different in a while.</summary>
    public int Status { get; } = status;

    /// <summary>What the client is told.</summary>
    public CloudErrorBody Error { get; } = error;

    /// <summary>
    /// 400: a value is wrong; <paramref name="target"/> names the property, <paramref name="message"/> says what is
    /// allowed.
    /// </summary>
    public static ApiException Invalid(string target, string message) => New(400, "InvalidParameter", message, target);

    /// <summary>404 with the code of the old service, for example <c>ClusterNotFound</c>.</summary>
    public static ApiException NotFound(string kind, string name) =>
        New(404, $"{kind}NotFound", $"The specified {kind.ToLowerInvariant()} {name} is not found", target: null);

    /// <summary>409: the resource is not in a state that allows it.</summary>
    public static ApiException Conflict(string code, string message, string? target = null) => New(409, code, message, target);

    /// <summary>412: the resource is not in the state that a header of the request demands.</summary>
    public static ApiException PreconditionFailed(string header, string message) => New(412, "PreconditionFailed", message, header);

    /// <summary>501: a part of the contract that this release does not serve yet. Clients do not retry it.</summary>
    public static ApiException NotSupported(string message) => New(501, "NotSupported", message, target: null);

    private static ApiException New(int status, string code, string message, string? target) =>
        new(status, new CloudErrorBody { Code = code, Message = message, Target = target });
}
