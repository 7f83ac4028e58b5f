using ActiveLearning.Ledger.Groups;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Models;
using ActiveLearning.Ledger.Projects;
using ActiveLearning.Ledger.Vectors;

namespace ActiveLearning.Ledger;

/// <summary>
/// The SQL truth for projects, items, leases, labels, model versions and vectors. Writes are acknowledged after COMMIT and only then;
/// a write that throws <see cref="LedgerUnavailableException"/> may or may not be stored, so the caller drops what it remembers.
/// </summary>
public interface ILedger
{
    /// <summary>Projects and their dataset standards.</summary>
    IProjectLedger Projects { get; }

    /// <summary>Items: import and reads.</summary>
    IItemLedger Items { get; }

    /// <summary>Leases, labels, skips and undos.</summary>
    ILabelLedger Labels { get; }

    /// <summary>Near-duplicate groups.</summary>
    IGroupLedger Groups { get; }

    /// <summary>Model versions, artefacts and the champion pointer.</summary>
    IModelLedger Models { get; }

    /// <summary>Encoded vectors, append-only.</summary>
    IVectorLedger Vectors { get; }

    /// <summary>Leases, labels, skips and undos of this process that wait for their commit: how far labelling is behind here.</summary>
    int LabelsWaiting { get; }
}
