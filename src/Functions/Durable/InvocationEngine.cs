using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Functions;

/// <summary>
/// The engine's client of one invocation. It is a binding and no service: a trigger hands it to its scope before
/// anything there asks for it.
/// </summary>
public sealed class InvocationEngine
{
    private DurableTaskClient? _client;

    /// <exception cref="InvalidOperationException">The trigger did not bind it.</exception>
    public DurableTaskClient Client =>
        _client
        ?? throw new InvalidOperationException(
            "This function starts or rings orchestrations, but its trigger does not bind the durable client");

    /// <summary>Hands the client to a scope, and gives the scope back.</summary>
    public static IServiceProvider Bind(IServiceProvider scope, DurableTaskClient client)
    {
        scope.GetRequiredService<InvocationEngine>()._client = client;
        return scope;
    }
}
