using ActiveLearning.Ledger.Items;

namespace ActiveLearning.Ledger.Sql;

/// <summary>A row of an import with what can be worked out before the writer has it.</summary>
/// <param name="Item">The row.</param>
/// <param name="Hash">Its content's hash.</param>
/// <param name="Attributes">Its attributes as a JSON column.</param>
internal sealed record PreparedRow(NewItem Item, byte[] Hash, string Attributes);
