namespace BatchAi.Chaos.Tests;

/// <summary>What a call meets when the process behind it is killed, as a broken connection looks from outside.</summary>
internal sealed class ControlPlaneKilledException(string at) : Exception($"The control plane was killed {at}");
