using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Ledger.Items;

/// <summary>One item as it leaves the ledger in an export. What never changes is as it is stored, since nobody needs to take apart what is only passed on.</summary>
/// <param name="Ordinal">Dense number within the project.</param>
/// <param name="Id">The item's id, in UTF-8.</param>
/// <param name="Text">The text, in UTF-8.</param>
/// <param name="Attributes">Free attributes, a JSON object of texts in UTF-8.</param>
/// <param name="Split">What the item is for.</param>
/// <param name="Overlap">Answers that settle the item.</param>
/// <param name="Labels">All label rows in ledger order, undone ones and undo rows included.</param>
/// <param name="GroupLabels">The same of the item that stands for it in its near-duplicate group; empty for an item that stands for itself.</param>
public sealed record DeliveredItem(
    int Ordinal,
    ReadOnlyMemory<byte> Id,
    ReadOnlyMemory<byte> Text,
    ReadOnlyMemory<byte> Attributes,
    ItemSplit Split,
    int Overlap,
    IReadOnlyList<LabelRow> Labels,
    IReadOnlyList<LabelRow> GroupLabels)
{
    /// <summary>The label of its group that settled this member; null for an item that stands for itself, and while the group is open.</summary>
    public long? SettledBy => LabelRow.Settling(GroupLabels, Overlap);
}
