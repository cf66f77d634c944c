using BatchAi.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BatchAi.Api;

/// <summary>Maps routes of the Batch AI API, which all carry an api-version.</summary>
internal static class RouteExtensions
{
    /// <summary>What belongs to a subscription as a whole.</summary>
    public const string Subscription = "/subscriptions/{subscription}/providers/Microsoft.BatchAI";

    public const string Workspaces = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.BatchAI/workspaces";

    public const string Workspace = Workspaces + "/{workspace}";

    extension(IEndpointRouteBuilder routes)
    {
        public void MapRead<TEndpoints>(string pattern, ResourceType type, Func<TEndpoints, ApiCall, Task> handle)
            where TEndpoints : notnull => routes.Map(["GET"], pattern, new RequiredAccess(type, AccessAction.Read), handle);

        /// <param name="method">PUT or PATCH.</param>
        public void MapWrite<TEndpoints>(string method, string pattern, ResourceType type, Func<TEndpoints, ApiCall, Task> handle)
            where TEndpoints : notnull => routes.Map([method], pattern, new RequiredAccess(type, AccessAction.Write), handle);

        public void MapDelete<TEndpoints>(string pattern, ResourceType type, Func<TEndpoints, ApiCall, Task> handle)
            where TEndpoints : notnull => routes.Map(["DELETE"], pattern, new RequiredAccess(type, AccessAction.Delete), handle);

        /// <summary>What is done to a resource by POST to a path of its own below it.</summary>
        public void MapAction<TEndpoints>(string pattern, ResourceType type, AccessAction action, Func<TEndpoints, ApiCall, Task> handle)
            where TEndpoints : notnull => routes.Map(["POST"], pattern, new RequiredAccess(type, action), handle);

        /// <summary>
        /// For lists that are asked for by POST and gone on with by GET in one client and POST in the other (REST
        /// contract, section 4).
        /// </summary>
        public void MapGetAndPost<TEndpoints>(
            string pattern,
            ResourceType type,
            AccessAction action,
            Func<TEndpoints, ApiCall, Task> handle)
            where TEndpoints : notnull => routes.Map(["GET", "POST"], pattern, new RequiredAccess(type, action), handle);

        private void Map<TEndpoints>(string[] methods, string pattern, RequiredAccess access, Func<TEndpoints, ApiCall, Task> handle)
            where TEndpoints : notnull =>
            routes.MapMethods(pattern, methods, context =>
            {
                IServiceProvider services = context.RequestServices;
                ApiCall call = new(context, RequireVersion(context.Request), services.GetRequiredService<IOptions<ApiOptions>>().Value);
                call.RequireSubscription();
                return handle(services.GetRequiredService<TEndpoints>(), call);
            }).WithMetadata(access);
    }

    private static ApiVersion RequireVersion(HttpRequest request)
    {
        string text = request.Query["api-version"].ToString();
        if (text.Length == 0)
            throw Refuse("MissingApiVersionParameter", $"The query must have an api-version; supported are {ApiVersion.Supported}.");
        return ApiVersion.TryParse(text, out ApiVersion version)
            ? version
            : throw Refuse(
                "InvalidApiVersionParameter",
                $"The api-version '{text}' is not supported; supported are {ApiVersion.Supported}.");
    }

    private static ApiException Refuse(string code, string message) =>
        new(
            400,
            new CloudErrorBody
            {
                Code = code,
                Message = message,
                Target = "api-version",
            }
        );
}
