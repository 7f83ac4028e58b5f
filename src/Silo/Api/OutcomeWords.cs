using System.Text.Json;

namespace ActiveLearning.Silo.Api;

/// <summary>The words of outcomes on the wire: the enum members' names in camelCase.</summary>
internal static class OutcomeWords
{
    /// <summary>The word, for example <c>leaseUnknown</c>.</summary>
    public static string ToWord<TOutcome>(this TOutcome outcome)
        where TOutcome : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(Enum.GetName(outcome) ?? throw new ArgumentOutOfRangeException(nameof(outcome)));
}
