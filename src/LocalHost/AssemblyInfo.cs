using System.Runtime.Versioning;

// Instances are processes with their own sessions, addresses and file modes: that is Linux.
[assembly: SupportedOSPlatform("linux")]
