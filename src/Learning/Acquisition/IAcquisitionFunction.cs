using System.Diagnostics.CodeAnalysis;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>Decides which open items are worth the next labels. Stateless; safe for concurrent callers that bring their own <see cref="Random"/>.</summary>
public interface IAcquisitionFunction
{
    /// <summary>The name by which a project chooses it.</summary>
    string Name { get; }

    /// <summary>In a sentence, what it is good for and what it costs.</summary>
    string TradeOff { get; }

    /// <summary>Whether it asks a bootstrap committee. One is only fitted for projects whose function does.</summary>
    bool AsksCommittee => false;

    /// <summary>
    /// The rows of this slice that are enough for it to choose from: it may then be shown a <see cref="Shortlist"/> in place of all open rows. Null when it looks at all of them. Asked of views
    /// without open rows, too.
    /// </summary>
    Trail? Follows(PoolView pool) => null;

    /// <summary>Returns open rows, best first, each once; fewer than asked when fewer qualify.</summary>
    /// <param name="pool">The slice.</param>
    /// <param name="count">How many are wanted, at least 1.</param>
    /// <param name="random">Breaks ties and draws samples.</param>
    [SuppressMessage("Naming", "CA1716", Justification = "Select is the field's word; nobody implements this in Visual Basic.")]
    IReadOnlyList<Candidate> Select(PoolView pool, int count, Random random);
}
