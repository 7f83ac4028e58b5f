namespace ActiveLearning.Contracts;

/// <summary>Why an item was chosen, as the page may say it. Control and gold items carry the reason of an ordinary item in their place.</summary>
[GenerateSerializer, Alias("lease-reason")]
public enum LeaseReason
{
    /// <summary>Before encoding: nothing is known of the item yet.</summary>
    Random = 0,

    /// <summary>Typical of its neighbourhood; gets the first model started.</summary>
    Typical = 1,

    /// <summary>The two most probable classes are close.</summary>
    Margin = 2,

    /// <summary>The whole class distribution is flat.</summary>
    Entropy = 3,

    /// <summary>The most probable class is not very probable.</summary>
    LeastConfidence = 4,

    /// <summary>Model versions or committee members disagree.</summary>
    Disagreement = 5,

    /// <summary>Nothing near it has been labelled.</summary>
    Coverage = 6,

    /// <summary>May belong to a class with very few labels.</summary>
    RareClass = 7,

    /// <summary>An owner asked for more items from its slice.</summary>
    Boost = 8,

    /// <summary>Somebody has labelled it and another opinion is wanted.</summary>
    SecondOpinion = 9,
}
