using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BatchAi.Activities;

/// <summary>Registers what handles job messages and announces jobs.</summary>
public static class MessageServices
{
    /// <summary>A host that has queues registers <see cref="IJobMessages"/>, <see cref="IJobEvents"/> and <see cref="IMessageBodies"/>, too; without, nothing is announced.</summary>
    public static IServiceCollection AddMessages(this IServiceCollection services)
    {
        services.TryAddSingleton<IJobMessages, NoMessages>();
        services.TryAddSingleton<IJobEvents, NoMessages>();
        services.TryAddSingleton<IMessageBodies, NoMessages>();
        services.TryAddSingleton<MessageLog>();
        services.TryAddSingleton<Announcements>();
        services.TryAddSingleton<JobMessageReader>();
        services.TryAddScoped<JobMessageHandler>();
        return services;
    }
}
