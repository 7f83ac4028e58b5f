using ActiveLearning.Contracts.Api;
using ActiveLearning.Ledger.Items;

namespace ActiveLearning.Silo.Import;

/// <summary>One row of an upload: an item to store, or the reason why it can't be one.</summary>
/// <param name="Row">Line of an NDJSON body, or record of a CSV after its header, from 1.</param>
/// <param name="Item">The item, or null.</param>
/// <param name="Error">The refusal, or null.</param>
internal readonly record struct ImportRow(int Row, NewItem? Item, ImportError? Error)
{
    private const int MaximumField = 64;

    /// <summary>A good row.</summary>
    public static ImportRow Good(int row, NewItem item) => new(row, item, null);

    /// <summary>A refused row. The field's name may come from the file; it is reported, so it is kept short.</summary>
    public static ImportRow Bad(int row, string field, string reason) =>
        new(row, null, new ImportError(row, field.Length <= MaximumField ? field : field[..MaximumField], reason));
}
