namespace BatchAi.Api;

/// <summary>What is done to a resource, as the last part of an operation's name in Azure's role definitions.</summary>
/// <param name="Name"><c>read</c>, <c>write</c>, <c>delete</c>, or the name of an action with <c>/action</c> behind it.</param>
/// <param name="ChangesNothing">Whoever may read the resource may do this, too.</param>
public sealed record AccessAction(string Name, bool ChangesNothing)
{
    public static AccessAction Read { get; } = new("read", ChangesNothing: true);

    public static AccessAction Write { get; } = new("write", ChangesNothing: false);

    public static AccessAction Delete { get; } = new("delete", ChangesNothing: false);

    public static AccessAction Terminate { get; } = new("terminate/action", ChangesNothing: false);

    public static AccessAction ListOutputFiles { get; } = new("listOutputFiles/action", ChangesNothing: true);

    public static AccessAction ListRemoteLogins { get; } = new("listRemoteLoginInformation/action", ChangesNothing: true);
}
