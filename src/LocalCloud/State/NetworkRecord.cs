namespace BatchAi.LocalCloud;

/// <summary>The loopback addresses of a data directory: <c>127.{Second}.0.0/16</c>, handed out in turn from <c>First</c>.</summary>
internal sealed record NetworkRecord(int Second, int First);
