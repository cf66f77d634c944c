namespace BatchAi.LocalCloud;

/// <summary>Counts requests as Azure documents it and refuses what is too many.</summary>
/// <param name="scale">Factor on what the buckets hold and regain; 0 refuses nothing.</param>
internal sealed class RequestBuckets(double scale, TimeProvider clock)
{
    /// <summary>Full buckets need not be kept; past this many they are dropped.</summary>
    private const int Keep = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Takes one request out of its two buckets.</summary>
    /// <returns>What the resource's bucket still holds, as Azure's header says it.</returns>
    /// <exception cref="ArmRefusal">429, with the seconds to wait.</exception>
    public string Take(RequestKind kind, string subscription, string resource)
    {
        if (scale <= 0)
            return $"Microsoft.Compute/{kind.Name};{kind.ResourceBurst}";

        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            if (_buckets.Count > Keep)
                _buckets.Clear();

            Bucket own = Find($"{kind.Name}|{resource}", kind.ResourceBurst, kind.ResourcePerMinute, now);
            Bucket shared = Find($"{kind.Name}|{subscription}", kind.SubscriptionBurst, kind.SubscriptionPerMinute, now);
            if (own.SecondsToWait is > 0 and var seconds)
                throw ArmRefusal.TooMany(seconds);
            if (shared.SecondsToWait is > 0 and var longer)
                throw ArmRefusal.TooMany(longer);

            own.Take();
            shared.Take();
            return $"Microsoft.Compute/{kind.Name};{own.Whole}";
        }
    }

    private Bucket Find(string key, int burst, int perMinute, DateTimeOffset now)
    {
        if (!_buckets.TryGetValue(key, out Bucket? bucket))
            _buckets[key] = bucket = new Bucket(burst * scale, perMinute * scale / 60, now);
        bucket.Refill(now);
        return bucket;
    }

    private sealed class Bucket(double burst, double perSecond, DateTimeOffset now)
    {
        private readonly double _burst = burst;
        private double _tokens = burst;
        private DateTimeOffset _at = now;

        public int Whole => (int)_tokens;

        public int SecondsToWait => _tokens >= 1 ? 0 : (int)Math.Max(1, Math.Ceiling((1 - _tokens) / perSecond));

        public void Refill(DateTimeOffset now)
        {
            _tokens = Math.Min(_burst, _tokens + (perSecond * Math.Max(0, (now - _at).TotalSeconds)));
            _at = now;
        }

        public void Take() => _tokens--;
    }
}
