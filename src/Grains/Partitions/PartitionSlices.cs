using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Ledger;

namespace ActiveLearning.Grains.Partitions;

/// <summary>
/// The values of the one attribute that a slice-weighted strategy asks for, as two bytes a row. Read from the ledger only while such a strategy is in force, and only for rows that are new.
/// </summary>
public sealed class PartitionSlices(int projectKey, ILedger ledger, PoolRows rows)
{
    /// <summary>Values that are told apart; all others share one place.</summary>
    public const int MostValues = 1_000;

    private const int RowsAtOnce = 500;

    private readonly Dictionary<string, ushort> _values = new(StringComparer.Ordinal);
    private readonly List<ushort?> _ofRow = [];
    private string? _attribute;

    /// <summary>The view for an acquisition function, or null when the strategy has no use for it.</summary>
    /// <param name="shares">What the trainer says each value needs.</param>
    /// <param name="count">Rows to know.</param>
    /// <param name="cancellationToken">Stops between reads.</param>
    public async Task<SliceView?> ViewAsync(SliceShares? shares, int count, CancellationToken cancellationToken)
    {
        if (shares is null)
        {
            return null;
        }

        if (shares.Attribute != _attribute)
        {
            _attribute = shares.Attribute;
            _values.Clear();
            _ofRow.Clear();
        }

        while (_ofRow.Count < count)
        {
            var ordinals = Enumerable.Range(_ofRow.Count, Math.Min(RowsAtOnce, count - _ofRow.Count)).Select(rows.OrdinalOf).ToArray();
            var items = await ledger.Items.ReadAttributesAsync(projectKey, ordinals, cancellationToken);
            if (items.Count != ordinals.Length)
            {
                throw new LedgerUnavailableException($"Items between {ordinals[0]} and {ordinals[^1]} of project {projectKey} are missing.");
            }

            _ofRow.AddRange(items.Select(item => item.Attributes.TryGetValue(_attribute, out var value) ? PositionOf(value) : null));
        }

        // Values without a figure, rows without the attribute and values beyond the largest share what the rest needs.
        var next = new float[_values.Count + 1];
        Array.Fill(next, shares.Rest);
        foreach (var (value, position) in _values)
        {
            next[position] = shares.Next.GetValueOrDefault(value, shares.Rest);
        }

        return new SliceView([.. _ofRow.Select(position => position ?? (ushort)_values.Count)], next);
    }

    private ushort? PositionOf(string value)
    {
        if (_values.TryGetValue(value, out var known))
        {
            return known;
        }

        if (_values.Count == MostValues)
        {
            return null;
        }

        var position = (ushort)_values.Count;
        _values.Add(value, position);
        return position;
    }
}
