namespace BatchAi.LocalHost;

/// <summary>Where the demo shows itself: a terminal that can be redrawn, or anything that takes lines.</summary>
public interface IDemoDisplay
{
    /// <summary>Runs the story; it calls the function it is given whenever there is something new to see.</summary>
    Task RunAsync(Func<Action<DemoView>, Task> story);
}
