namespace BatchAi.Activities;

/// <summary>Lets TCP connections to a port in.</summary>
/// <param name="Priority">100 to 4,096 and unique in its group; the lowest number is looked at first.</param>
/// <param name="Sources">Addresses or ranges in CIDR form; <c>*</c> alone lets everybody in.</param>
public sealed record InboundRule(string Name, int Priority, IReadOnlyList<string> Sources, int Port);
