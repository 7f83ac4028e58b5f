namespace ActiveLearning.Learning.Replay;

/// <summary>One point of a learning curve.</summary>
/// <param name="Labels">Labels that were spent.</param>
/// <param name="Accuracy">On the test split, 0 to 1.</param>
/// <param name="MacroF1">On the test split, 0 to 1.</param>
/// <param name="FitMs">Time of the fit in milliseconds.</param>
/// <param name="SelectMs">Time of scoring the pool's order and choosing the batch that led here, in milliseconds.</param>
/// <param name="C">C of the fit.</param>
/// <param name="LabelsPerClass">Labels per class.</param>
public sealed record ReplayPoint(int Labels, double Accuracy, double MacroF1, double FitMs, double SelectMs, double C, IReadOnlyList<int> LabelsPerClass);
