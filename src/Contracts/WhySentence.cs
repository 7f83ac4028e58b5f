using System.Globalization;

namespace ActiveLearning.Contracts;

/// <summary>The one sentence that tells an annotator why an item was chosen; it never names a class, an arm or gold.</summary>
public static class WhySentence
{
    /// <summary>Returns the sentence for a reason.</summary>
    /// <param name="reason">Reason that travels with the lease.</param>
    /// <param name="neighbours">About how many open items lie near it; 0 when unknown.</param>
    public static string For(LeaseReason reason, int neighbours)
    {
        var like = neighbours.ToString("N0", CultureInfo.InvariantCulture);
        return reason switch
        {
            LeaseReason.Margin when neighbours > 1 => $"The model is torn between two classes. Your answer speaks for about {like} items like it.",
            LeaseReason.Margin => "The model is torn between two classes.",
            LeaseReason.Entropy => "The model has little idea about this one.",
            LeaseReason.LeastConfidence => "The model is not sure about this one.",
            LeaseReason.Disagreement => "Two model versions disagree here.",
            LeaseReason.Coverage when neighbours > 1 => $"Nothing near this item has been labelled yet; {like} items are like it.",
            LeaseReason.Coverage => "Nothing near this item has been labelled yet.",
            LeaseReason.RareClass => "Few items of its kind have been found so far.",
            LeaseReason.Boost => "The owner asked for more items from this slice.",
            LeaseReason.SecondOpinion => "Somebody has labelled it; a second view settles it.",
            LeaseReason.Typical => "A typical example, to get the first model started.",
            _ => "An item nobody has looked at yet.",
        };
    }
}
