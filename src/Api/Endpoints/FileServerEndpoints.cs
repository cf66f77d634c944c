using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BatchAi.Api;

/// <summary>File servers: bodies are checked, but none can be made yet.</summary>
internal sealed class FileServerEndpoints(ResourceStore resources, Workspaces workspaces)
{
    private const string All = RouteExtensions.Workspace + "/fileServers";
    private const string One = All + "/{fileServer}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead<FileServerEndpoints>(All, ResourceType.FileServer, (endpoints, call) => endpoints.ListAsync(call));
        routes.MapWrite<FileServerEndpoints>("PUT", One, ResourceType.FileServer, (endpoints, call) => endpoints.PutAsync(call));
        routes.MapRead<FileServerEndpoints>(One, ResourceType.FileServer, (endpoints, call) => endpoints.GetAsync(call));
        routes.MapDelete<FileServerEndpoints>(One, ResourceType.FileServer, (endpoints, call) => endpoints.DeleteAsync(call));
    }

    private async Task ListAsync(ApiCall call)
    {
        await workspaces.GetAsync(call.Workspace, call.Cancellation);
        await ListAnswer.WriteAsync(
            call,
            (after, take) => resources.ListFileServersAsync(call.Workspace, after, take, call.Cancellation),
            rows => Task.FromResult<IReadOnlyList<WireResource<FileServerProperties>>>([.. rows.Select(row => Shape.Of(row.Value))]),
            ModelJson.Wire.WireResourceFileServerProperties);
    }

    private async Task PutAsync(ApiCall call)
    {
        FileServerId id = call.FileServer;
        FileServerBody.Accept(await call.ReadAsync(ModelJson.Default.WireRequestFileServerProperties));
        await workspaces.GetLiveAsync(id.Workspace, call.Cancellation);
        await FindAsync(call);
        throw ApiException.NotSupported(
            $"File servers are not supported yet: {id.Name} was not made. Mount an Azure file share or a blob container instead");
    }

    private async Task GetAsync(ApiCall call)
    {
        FileServerRow row =
            (await resources.FindAsync(call.FileServer, call.Cancellation))?.Value
            ?? throw ApiException.NotFound("FileServer", call.FileServer.Name);
        await call.OkAsync(Shape.Of(row), ModelJson.Wire.WireResourceFileServerProperties, row, row.ChangedAt);
    }

    private async Task DeleteAsync(ApiCall call)
    {
        if (await FindAsync(call) is not null)
            throw ApiException.NotSupported("File servers are not supported yet");
        await call.EmptyAsync(StatusCodes.Status204NoContent);
    }

    /// <summary>Null when it is not there.</summary>
    /// <exception cref="ApiException">412: it is not as the request demands.</exception>
    private async Task<FileServerRow?> FindAsync(ApiCall call)
    {
        FileServerRow? row = (await resources.FindAsync(call.FileServer, call.Cancellation))?.Value;
        if (row is null)
            call.Conditions.ForChange.RequireAbsent(ResourceKind.FileServer, call.FileServer.Name);
        else
            call.Conditions.ForChange.Require(row);
        return row;
    }
}
