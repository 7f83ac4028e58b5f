using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Ledger.Postgres;

/// <summary>A locked item with what decides about requests for it. Nobody else changes it before the transaction ends.</summary>
internal sealed class ItemInHand(int project, ItemState state, int skips)
{
    /// <summary>The project's key.</summary>
    public int Project => project;

    /// <summary>The item as the operations so far have left it.</summary>
    public ItemState State { get; private set; } = state;

    /// <summary>How many people have skipped it.</summary>
    public int Skips { get; set; } = skips;

    /// <summary>Whether the row has to be written.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Its label rows in ledger order.</summary>
    public List<LabelRow> Labels { get; } = [];

    /// <summary>Who has skipped it.</summary>
    public HashSet<string> SkippedBy { get; } = [];

    /// <summary>Its leases by epoch, as far as requests name them.</summary>
    public Dictionary<long, Lease> Leases { get; } = [];

    /// <summary>The lease, or null when there is none or the nonce is another.</summary>
    public Lease? Find(LeaseId id) => Leases.TryGetValue(id.Epoch, out var lease) && lease.Id == id ? lease : null;

    /// <summary>The answer that was given under a lease, or null.</summary>
    public LabelRow? AnswerUnder(LeaseId id) => Labels.Find(label => label.LeaseId.Epoch == id.Epoch && label.Class is not null);

    /// <summary>Whether the annotator has answered or skipped it.</summary>
    public bool IsClosedTo(string annotator) =>
        SkippedBy.Contains(annotator) || LabelRow.LiveAnswers(Labels).Exists(label => label.Annotator == annotator);

    /// <summary>Changes the row.</summary>
    public void Become(ItemState changed)
    {
        State = changed;
        IsChanged = true;
    }
}
