using System.Text.Json.Serialization;
using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>How far the preparation of an attempt is; recorded after each stage, and a stage may be done again.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<PreparationStage>))]
internal enum PreparationStage
{
    Begun,
    Announced,
    Directories,
    Mounts,
    Outputs,
    Hostfile,
    Container,
    Shell,
    Preparation,
    Gang,
}
