using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>Writes an enum in lower case and reads it in any case; a number is refused.</summary>
public sealed class LowerCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(new LowerCaseNaming(), allowIntegerValues: false)
    where TEnum : struct, Enum;
