using System.Text.Json.Serialization.Metadata;
using BatchAi.Model;
using BatchAi.State;
using Microsoft.AspNetCore.Http;

namespace BatchAi.Api;

/// <summary>One request to an endpoint: what it names, checked, and the ways to answer it.</summary>
internal sealed class ApiCall(HttpContext context, ApiVersion version, ApiOptions options)
{
    private const string RetryAfterSeconds = "1";

    public HttpContext Context { get; } = context;

    public ApiVersion Version { get; } = version;

    public Links Links { get; } = new(context.Request, options);

    /// <summary>For reads. Changes go on when the client hangs up: stopping half-way would only leave work to the watchdog.</summary>
    public CancellationToken Cancellation => Context.RequestAborted;

    /// <summary>What the request demands of the resource.</summary>
    /// <exception cref="ApiException">400: a header that cannot be read.</exception>
    public ConditionHeaders Conditions => field ??= ConditionHeaders.Of(Context.Request);

    public string Subscription => Part("subscription", "subscriptionId");

    public string ResourceGroup => Part("group", "resourceGroupName");

    public string Location => Route("location");

    public WorkspaceId Workspace => new(Subscription, ResourceGroup, Name("workspace"));

    public ClusterId Cluster => new(Workspace, Name("cluster"));

    public ExperimentId Experiment => new(Workspace, Name("experiment"));

    public JobId Job => new(Experiment, Name("job"));

    public FileServerId FileServer => new(Workspace, Name("fileServer"));

    /// <summary>A part of the path as it was sent.</summary>
    public string Route(string name) => Context.Request.RouteValues[name] as string ?? "";

    /// <exception cref="ApiException">400: not JSON, or a value of the wrong type; 413: too large.</exception>
    public Task<T> ReadAsync<T>(JsonTypeInfo<T> type)
        where T : class => RequestBody.ReadAsync(Context.Request, options.MaxBodyBytes, type);

    /// <summary>A number in the query, or what it is when absent.</summary>
    /// <exception cref="ApiException">400: no number, or outside.</exception>
    public int Number(string name, int least, int most, int absent)
    {
        string text = Context.Request.Query[name].ToString();
        if (text.Length == 0)
            return absent;
        return int.TryParse(text, out int number) && number >= least && number <= most
            ? number
            : throw ApiException.Invalid(name, $"{name} must be a whole number between {least} and {most}; it is '{text}'.");
    }

    /// <summary>Null when the query has no such value.</summary>
    public string? Query(string name) => Context.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>200 with one resource, or 304 when the reader has it already.</summary>
    /// <param name="row">The resource, with the settings in force.</param>
    /// <exception cref="ApiException">412: a reader asks for another one.</exception>
    public Task OkAsync<T>(T value, JsonTypeInfo<T> type, ResourceRow row, DateTimeOffset lastModified)
    {
        if (HttpMethods.IsGet(Context.Request.Method))
            Conditions.ForRead.Require(row);
        return Context.WriteResourceAsync(value, type, ResourceVersion.Of(row), Conditions, lastModified);
    }

    /// <summary>200 with any other body.</summary>
    public Task OkAsync<T>(T value, JsonTypeInfo<T> type) => Context.WriteJsonAsync(value, type);

    /// <summary>202 and where to ask how it goes (REST contract, section 3.1).</summary>
    public Task AcceptedAsync(OperationRow operation)
    {
        HttpResponse response = Context.Response;
        response.StatusCode = StatusCodes.Status202Accepted;
        response.Headers["Azure-AsyncOperation"] = Links.WithVersion(Links.OperationResult(operation), Version);
        response.Headers.Location = Links.WithVersion(Links.OperationStatus(operation), Version);
        InProgress();
        response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary>Asks the client to come back soon: without it clients wait 30 s (REST contract, section 3.2).</summary>
    public void InProgress() => Context.Response.Headers.RetryAfter = RetryAfterSeconds;

    /// <summary>A status without a body.</summary>
    public Task EmptyAsync(int status)
    {
        Context.Response.StatusCode = status;
        if (status != StatusCodes.Status204NoContent)
            Context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <exception cref="ApiException">404: the path names a subscription that is not served.</exception>
    public void RequireSubscription()
    {
        if (
            options.Subscription is { } served
            && Route("subscription") is { Length: > 0 } named
            && !named.Equals(served, StringComparison.OrdinalIgnoreCase))
            throw new ApiException(
                404,
                new CloudErrorBody
                {
                    Code = "SubscriptionNotFound",
                    Message = $"The subscription '{Cut(named)}' could not be found: this service has the resources of one subscription.",
                    Target = "subscriptionId",
                }
            );
    }

    /// <exception cref="ApiException">404 at the old api-version, which knows no such thing.</exception>
    public void RequireExtras()
    {
        if (!Version.HasExtras)
            throw new ApiException(
                404,
                new CloudErrorBody
                {
                    Code = "InvalidResourceType",
                    Message = $"There is nothing at {Context.Request.Path} at api-version {Version}; use {ApiVersion.Extended}.",
                }
            );
    }

    private string Name(string part)
    {
        string text = Route(part);
        return ResourceName.TryParse(text, out ResourceName name)
            ? name.Value
            : throw ApiException.Invalid(
                $"{part}Name",
                $"{part}Name must be 1 to {ResourceName.MaxLength} letters, digits, hyphens and underscores; it is '{Cut(text)}'.");
    }

    private string Part(string part, string target)
    {
        string text = Route(part);
        return WorkspaceId.IsGroupName(text)
            ? text
            : throw ApiException.Invalid(
                target,
                $"{target} must be 1 to 90 letters, digits, dots, hyphens, underscores and parentheses; it is '{Cut(text)}'.");
    }

    private static string Cut(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
