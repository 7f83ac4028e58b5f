namespace ActiveLearning.Dashboard.Annotate;

/// <summary>What each stroke does in the state that the page is in.</summary>
public sealed partial class AnnotatePage
{
    private Task OnKeyAsync(KeyStroke key)
    {
        if (keyMap is null)
        {
            return Task.CompletedTask;
        }

        var stroke = keyMap.Read(key);
        return stroke.Kind == StrokeKind.Close ? CloseTopmostAsync() : key.Repeat || !singleKeys ? Task.CompletedTask : ActAsync(stroke, key);
    }

    private async Task ActAsync(Stroke stroke, KeyStroke key)
    {
        if (hidden)
        {
            if (stroke.Kind == StrokeKind.Hide)
            {
                ToggleHidden();
            }

            return;
        }

        if (overlay == Overlay.Skip && stroke.Digit is > 0 and var digit && digit <= SkipReasons.All.Count)
        {
            if (guard.Accepts(key.At, key.Repeat))
            {
                SkipWith(SkipReasons.All[digit - 1].Stored);
            }

            return;
        }

        if (overlay == Overlay.Keys && stroke.Kind is not (StrokeKind.Keys or StrokeKind.Hide))
        {
            return;
        }

        switch (stroke.Kind)
        {
            case StrokeKind.Hide:
                ToggleHidden();
                break;
            case StrokeKind.Break:
                await ToggleBreakAsync();
                break;
            case StrokeKind.Answer when overlay != Overlay.Skip && key.Zone == "work" && View == WorkspaceView.Work && guard.Accepts(key.At, key.Repeat):
                Answer(stroke.Class);
                break;
            case StrokeKind.ReadClass when !Resting:
                await ReadClassAsync(stroke.Class);
                break;
            case StrokeKind.Undo when View is WorkspaceView.Work or WorkspaceView.UpToDate or WorkspaceView.Waiting:
                await UndoAsync();
                break;
            case StrokeKind.Skip when View == WorkspaceView.Work:
                ToggleSkip();
                break;
            case StrokeKind.Why when View == WorkspaceView.Work:
                ToggleWhy();
                break;
            case StrokeKind.Guideline when !Resting:
                await TogglePanel();
                break;
            case StrokeKind.Search when !Resting:
                panelOpen = true;
                StateHasChanged();
                await (panel?.StartSearchAsync() ?? Task.CompletedTask);
                break;
            case StrokeKind.Keys:
                ToggleKeys();
                break;
            case StrokeKind.NextClass or StrokeKind.PreviousClass when Classes.Count > 0:
                var step = stroke.Kind == StrokeKind.NextClass ? 1 : Classes.Count - 1;
                chosen = chosen < 0 ? 0 : (chosen + step) % Classes.Count;
                StateHasChanged();
                await Page.FocusAsync($"#class-{chosen}");
                break;
        }
    }

    private async Task CloseTopmostAsync()
    {
        if (overlay != Overlay.None)
        {
            await CloseOverlay();
        }
        else if (panel?.Searching == true)
        {
            panel.EndSearch();
            await FocusItemAsync();
        }
        else
        {
            session.DismissNotice();
            StateHasChanged();
            await FocusItemAsync();
        }
    }

    private async Task CloseOverlay()
    {
        overlay = Overlay.None;
        StateHasChanged();
        await FocusItemAsync();
    }
}
