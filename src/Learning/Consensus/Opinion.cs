namespace ActiveLearning.Learning.Consensus;

/// <summary>One annotator's answer for one item.</summary>
/// <param name="Class">The class that was answered.</param>
/// <param name="Confusion">What is known of how this annotator answers.</param>
public readonly record struct Opinion(int Class, AnnotatorConfusion Confusion);
