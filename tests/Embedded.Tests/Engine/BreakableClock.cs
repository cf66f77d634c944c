using Microsoft.Extensions.Time.Testing;

namespace BatchAi.Embedded.Tests;

/// <summary>A clock that fails from some moment on, which no engine foresees: stands for a bug.</summary>
internal sealed class BreakableClock() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    public volatile bool Broken;

    public override DateTimeOffset GetUtcNow() => Broken ? throw new InvalidOperationException("The clock is broken") : base.GetUtcNow();
}
