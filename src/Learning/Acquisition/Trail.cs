namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// What a function follows through a slice, so that a <see cref="Shortlist"/> can stand for all open rows: the rows with least margin, some hundred for each that is wanted, and, while a class is
/// searched for, those likeliest of it.
/// </summary>
/// <param name="Class">The class that is searched for; null while none is.</param>
public readonly record struct Trail(int? Class);
