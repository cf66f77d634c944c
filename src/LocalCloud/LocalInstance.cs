namespace BatchAi.LocalCloud;

/// <summary>An instance as the program around the local cloud sees it.</summary>
/// <param name="Directory">Its whole disk: home, identity, boot.log and what runs on it.</param>
/// <param name="Simulated">Its size promises GPUs the machine does not have.</param>
public sealed record LocalInstance(
    string ScaleSet,
    string Id,
    string Directory,
    string Address,
    IReadOnlyList<string> Gpus,
    bool Simulated);
