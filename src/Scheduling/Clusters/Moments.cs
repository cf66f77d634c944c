namespace BatchAi.Scheduling;

/// <summary>Arithmetic on times that ends at the last representable moment instead of failing: limits may be "for ever".</summary>
internal static class Moments
{
    extension(DateTimeOffset start)
    {
        public DateTimeOffset Plus(TimeSpan span) =>
            span <= DateTimeOffset.MaxValue - start ? start + span : DateTimeOffset.MaxValue;

        public DateTimeOffset NotBefore(DateTimeOffset other) => start < other ? other : start;
    }
}
