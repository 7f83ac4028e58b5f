using System.Globalization;
using Orleans;

namespace ActiveLearning.Ledger.Labels;

/// <summary>
/// Name of a lease within its project: item, epoch and a nonce, so that routing a label needs no read. Written <c>ordinal-epoch-nonce</c>, the nonce as 16
/// hexadecimal digits. The item row verifies it: a guessed nonce is an unknown lease.
/// </summary>
/// <param name="Ordinal">The leased item.</param>
/// <param name="Epoch">Fencing token of the grant, from 1.</param>
/// <param name="Nonce">Unguessable part.</param>
[GenerateSerializer, Immutable, Alias("lease-id")]
public readonly record struct LeaseId([property: Id(0)] int Ordinal, [property: Id(1)] long Epoch, [property: Id(2)] ulong Nonce)
{
    /// <summary>Reads the written form; false for anything else.</summary>
    public static bool TryParse(string? text, out LeaseId leaseId)
    {
        leaseId = default;
        var parts = text?.Split('-');
        if (parts is not { Length: 3 }
            || parts[2].Length != 16
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            || !ulong.TryParse(parts[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var nonce))
        {
            return false;
        }

        leaseId = new LeaseId(ordinal, epoch, nonce);
        return leaseId.ToString() == text;
    }

    /// <summary>The written form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Ordinal}-{Epoch}-{Nonce:x16}");
}
