using System.Runtime.Versioning;

// The suite reads /proc, file modes and process trees, as the product does.
[assembly: SupportedOSPlatform("linux")]
