/** Entry of a page of its own. What stands in for VS Code has to be there before the timeline asks for it. */
import './stand-in.ts';
import '../main.tsx';
