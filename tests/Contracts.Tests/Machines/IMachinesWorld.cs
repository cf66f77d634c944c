using BatchAi.Services;

namespace BatchAi.Contracts.Tests;

/// <summary>A cloud behind the boundary of single machines, with what a test may do to it.</summary>
public interface IMachinesWorld : IAsyncDisposable
{
    /// <summary>A size that the cloud does not have.</summary>
    const string UnofferedSize = "Standard_Nonsense";

    IMachines Machines { get; }

    /// <summary>Lets a little time pass, so that what was begun goes on.</summary>
    Task PassTimeAsync();

    /// <summary>The next creation of a virtual machine finds no capacity.</summary>
    void FailNextAllocation();

    /// <summary>The next write is performed, but its answer does not arrive.</summary>
    void LoseNextAnswer();
}
