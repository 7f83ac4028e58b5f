namespace ActiveLearning.Ledger.Verification;

/// <summary>All that a ledger promises, in the order in which it is reported.</summary>
internal static class Promises
{
    public static readonly Promise NoGaps = new(
        "label numbers run from 1 without gap or repetition",
        "No acknowledged label is missing or doubled: numbers are given in commit order, and every one of them stands under one item.");

    public static readonly Promise OneAnswerALease = new("no lease has two answers", "An answer that was sent twice, as networks do, was stored once.");

    public static readonly Promise OneAnswerAnAnnotator = new(
        "no annotator has two live answers for one item", "Nobody's opinion counts twice.");

    public static readonly Promise LeaseOfLabel = new(
        "every label row stands under a lease of its annotator", "Each label can be traced to the assignment that it answers.");

    public static readonly Promise Undos = new("an undo takes back one earlier answer of its own lease", "Labels are never deleted: a taken back one is still there, and taken back once.");

    public static readonly Promise OneHolder = new(
        "no item is leased to two people at once", "A lease begins only when the one before it was answered, given up or over, so no work is done twice.");

    public static readonly Promise Epochs = new(
        "epochs are monotone", "The fencing token of an item only grows, and its answers follow it: an answer that came after somebody else was granted the item did not count.");

    public static readonly Promise WithinOverlap = new("no item has more live labels than its overlap", "No more work was spent on an item than was asked for.");

    public static readonly Promise LiveLabels = new(
        "an item's live labels equal its answers that were not undone", "What decides whether an item is settled is what its label rows say.");

    public static readonly Promise HeldOut = new("held-out items were never leased", "Nobody saw the items that measure the models.");

    public static readonly Promise Closed = new("settled and blocked items are held by nobody", "Nobody works on what needs no work.");

    public static readonly Promise LiveLeases = new(
        "a held item is among its holder's live leases", "Whoever holds an item gets it back after a reload, a restart or a move to another silo.");

    public static readonly Promise Queued = new(
        "no item is lost from the queue", "Every item is read by exactly one partition, and an item that waits for labels is free to be granted, or held no longer than its lease.");

    public static readonly Promise Dense = new("item ordinals are dense", "Items are numbered without gaps: none was lost or stored half.");

    public static readonly Promise Represented = new(
        "members of a group have no lease and no label of their own", "Near-duplicates are labelled once.");

    public static readonly Promise OneRepresentative = new(
        "a group has one representative, which stands for itself and counts its members", "No group of near-duplicates waits for an item that is offered to nobody.");

    public static readonly Promise Coverage = new(
        "coverage equals the labels stored", "What pages show as labelled and settled is what a count over the label rows gives.");

    public static readonly Promise Counters = new("the counters equal a recount", "Every number of a project's status is exact.");

    public static readonly Promise ByAnnotator = new("labels by annotator equal a recount", "Everybody's own count is exact.");

    public static readonly IReadOnlyList<Promise> All =
    [
        NoGaps, OneAnswerALease, OneAnswerAnAnnotator, LeaseOfLabel, Undos, OneHolder, Epochs, WithinOverlap, LiveLabels, HeldOut, Closed, LiveLeases, Queued, Dense,
        Represented, OneRepresentative, Coverage, Counters, ByAnnotator,
    ];
}
