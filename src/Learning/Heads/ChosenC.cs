namespace ActiveLearning.Learning.Heads;

/// <summary>A choice of C that later fits keep until the labels have grown enough for another. It travels in the head's graph, so that a restart does not choose anew.</summary>
/// <param name="C">The strength of the labels against the penalty.</param>
/// <param name="Labels">Labels that there were when it was chosen.</param>
public sealed record ChosenC(double C, int Labels);
